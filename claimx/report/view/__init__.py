"""The pages on which people read documents' claims and review them."""

from claimx.report.view.folder import write_folder, write_page
from claimx.report.view.page import page

__all__ = ["page", "write_folder", "write_page"]
