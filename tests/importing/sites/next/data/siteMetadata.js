const siteMetadata = {
  title: 'Lamps',
  author: 'Noor',
  description: 'Light at night.',
  language: 'en-us',
  siteUrl: 'https://lamps.example.net',
}
module.exports = siteMetadata
