export const SITE_TITLE = 'Tea';
export const SITE_DESCRIPTION = 'Leaves and water.';
