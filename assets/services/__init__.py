"""What can be done with files and products; each is one transaction with its audit row."""

from assets.refusals import NotThere, TooLarge, UploadRefused
from assets.services.checking import check_upload, sweep_uploads
from assets.services.facts import (
    FactRepeated,
    FactValue,
    remove_fact,
    save_fact,
    set_facts,
)
from assets.services.facts import writer as facts_writer
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
from assets.services.preparing import Prepared, Video, prepare_generated, prepare_video
from assets.services.products import (
    Conflict,
    ProductValues,
    SkuTaken,
    attach_photos,
    change_product,
    choose_main_photo,
    create_product,
    delete_product,
    products,
)
from assets.services.room import recount
from assets.services.sweeping import sweep
from assets.services.uploads import (
    Arriving,
    Begun,
    begin_again,
    begin_upload,
    complete_upload,
    is_receiving,
    receive,
)

__all__ = [
    "Arriving",
    "Begun",
    "Conflict",
    "FactRepeated",
    "FactValue",
    "NotThere",
    "Prepared",
    "ProductValues",
    "SkuTaken",
    "TooLarge",
    "UploadRefused",
    "Video",
    "add_generated",
    "assets",
    "attach_photos",
    "begin_again",
    "begin_upload",
    "binned",
    "change_asset",
    "change_product",
    "check_upload",
    "choose_main_photo",
    "complete_upload",
    "create_product",
    "delete_assets",
    "delete_product",
    "download_url",
    "facts_writer",
    "is_receiving",
    "logo_url",
    "named_keys",
    "prepare_generated",
    "prepare_video",
    "products",
    "purge_bin",
    "receive",
    "recount",
    "remove_fact",
    "remove_objects",
    "remove_orphans",
    "restore_assets",
    "save_fact",
    "set_facts",
    "sweep",
    "sweep_orphans",
    "sweep_uploads",
]
