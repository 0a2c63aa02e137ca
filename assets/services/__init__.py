"""What can be done with files and products; each is one transaction with its audit row."""

from assets.conversions import NotConvertible
from assets.duplicates import duplicate_of, duplicates_of
from assets.import_words import ImportChanged, ImportRefused
from assets.refusals import NotOpen, NotThere, TooLarge, UploadRefused
from assets.services.catalogue_export import Chosen, ask_for_failed, ask_for_products
from assets.services.checking import check_upload, sweep_uploads
from assets.services.converting import (
    begin_web,
    conversion_url,
    conversions,
    convert,
    download_conversion,
    web_url,
)
from assets.services.converting import remove_unused as remove_unused_conversions
from assets.services.converting import run as run_conversion
from assets.services.converting import use as use_conversion
from assets.services.deciding import Confirmed, confirm, confirm_sure, take_back
from assets.services.export_files import TooMuch
from assets.services.export_files import ask as ask_for_files
from assets.services.exports import Gone, NotReady, is_there
from assets.services.exports import download_url as export_url
from assets.services.exports import recent as recent_exports
from assets.services.exports import remove_expired as remove_expired_exports
from assets.services.exports import run as run_export
from assets.services.facts import (
    FactRepeated,
    FactValue,
    remove_fact,
    save_fact,
    set_facts,
)
from assets.services.facts import writer as facts_writer
from assets.services.import_rows import edit_row, skip_rows
from assets.services.import_steps import step as import_step
from assets.services.importing import begin as begin_import
from assets.services.importing import begin_with_upload as begin_import_with_upload
from assets.services.importing import cancel as cancel_import
from assets.services.importing import change as change_import
from assets.services.importing import confirm as confirm_import
from assets.services.importing import imports
from assets.services.importing import read_again as read_import_again
from assets.services.importing import remove_old as remove_old_imports
from assets.services.importing import start_check as check_import
from assets.services.importing import try_again as try_import_again
from assets.services.indexing import index_missing
from assets.services.leaving import logo_url, remove_objects
from assets.services.library import (
    add_generated,
    assets,
    binned,
    change_asset,
    delete_assets,
    download_url,
    purge_bin,
    restore_assets,
)
from assets.services.orphans import named_keys, remove_orphans, sweep_orphans
from assets.services.photos import attach_photos, choose_main_photo
from assets.services.preparing import Prepared, Video, prepare_generated, prepare_video
from assets.services.products import (
    Conflict,
    ProductValues,
    SkuTaken,
    change_product,
    create_product,
    delete_product,
    products,
)
from assets.services.proposals import NotWaiting, propose, put_back, reject
from assets.services.reading import notes_of, propose_from, read, read_again
from assets.services.room import recount
from assets.services.sweeping import sweep
from assets.services.tags import (
    Tagged,
    TagRefused,
    forget_unused,
    set_tags,
    suggestions,
)
from assets.services.uploads import (
    Arriving,
    Begun,
    begin_again,
    begin_upload,
    complete_upload,
    is_receiving,
    receive,
)
from assets.services.versions import (
    IsCurrent,
    choose_version,
    delete_version,
    version_url,
    versions_of,
)

__all__ = [
    "Arriving",
    "Begun",
    "Chosen",
    "Confirmed",
    "Conflict",
    "FactRepeated",
    "FactValue",
    "Gone",
    "ImportChanged",
    "ImportRefused",
    "IsCurrent",
    "NotConvertible",
    "NotOpen",
    "NotReady",
    "NotThere",
    "NotWaiting",
    "Prepared",
    "ProductValues",
    "SkuTaken",
    "TagRefused",
    "Tagged",
    "TooLarge",
    "TooMuch",
    "UploadRefused",
    "Video",
    "add_generated",
    "ask_for_failed",
    "ask_for_files",
    "ask_for_products",
    "assets",
    "attach_photos",
    "begin_again",
    "begin_import",
    "begin_import_with_upload",
    "begin_upload",
    "begin_web",
    "binned",
    "cancel_import",
    "change_asset",
    "change_import",
    "change_product",
    "check_import",
    "check_upload",
    "choose_main_photo",
    "choose_version",
    "complete_upload",
    "confirm",
    "confirm_import",
    "confirm_sure",
    "conversion_url",
    "conversions",
    "convert",
    "create_product",
    "delete_assets",
    "delete_product",
    "delete_version",
    "download_conversion",
    "download_url",
    "duplicate_of",
    "duplicates_of",
    "edit_row",
    "export_url",
    "facts_writer",
    "forget_unused",
    "import_step",
    "imports",
    "index_missing",
    "is_receiving",
    "is_there",
    "logo_url",
    "named_keys",
    "notes_of",
    "prepare_generated",
    "prepare_video",
    "products",
    "propose",
    "propose_from",
    "purge_bin",
    "put_back",
    "read",
    "read_again",
    "read_import_again",
    "receive",
    "recent_exports",
    "recount",
    "reject",
    "remove_expired_exports",
    "remove_fact",
    "remove_objects",
    "remove_old_imports",
    "remove_orphans",
    "remove_unused_conversions",
    "restore_assets",
    "run_conversion",
    "run_export",
    "save_fact",
    "set_facts",
    "set_tags",
    "skip_rows",
    "suggestions",
    "sweep",
    "sweep_orphans",
    "sweep_uploads",
    "take_back",
    "try_import_again",
    "use_conversion",
    "version_url",
    "versions_of",
    "web_url",
]
