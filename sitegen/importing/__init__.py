"""Import sites of other generators: `import_site`. Each kind of site has a reader in `readers/`."""

from sitegen.importing.model import ImportReport
from sitegen.importing.report import report_text
from sitegen.importing.site import import_site

__all__ = ["ImportReport", "import_site", "report_text"]
