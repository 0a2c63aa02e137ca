"""What can be done with files and products; each is one transaction with its audit row."""

from assets.refusals import NotThere, TooLarge, UploadRefused
from assets.services.checking import check_upload, sweep_uploads
from assets.services.deciding import Confirmed, confirm, confirm_sure, take_back
from assets.services.facts import (
    FactRepeated,
    FactValue,
    remove_fact,
    save_fact,
    set_facts,
)
from assets.services.facts import writer as facts_writer
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
from assets.services.reading import read, read_again
from assets.services.room import recount
from assets.services.sweeping import sweep
from assets.services.tags import (
    Tagged,
    TagRefused,
    forget_unused,
    replace_tags,
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

__all__ = [
    "Arriving",
    "Begun",
    "Confirmed",
    "Conflict",
    "FactRepeated",
    "FactValue",
    "NotThere",
    "NotWaiting",
    "Prepared",
    "ProductValues",
    "SkuTaken",
    "TagRefused",
    "Tagged",
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
    "confirm",
    "confirm_sure",
    "create_product",
    "delete_assets",
    "delete_product",
    "download_url",
    "facts_writer",
    "forget_unused",
    "index_missing",
    "is_receiving",
    "logo_url",
    "named_keys",
    "prepare_generated",
    "prepare_video",
    "products",
    "propose",
    "purge_bin",
    "put_back",
    "read",
    "read_again",
    "receive",
    "recount",
    "reject",
    "remove_fact",
    "remove_objects",
    "remove_orphans",
    "replace_tags",
    "restore_assets",
    "save_fact",
    "set_facts",
    "set_tags",
    "suggestions",
    "sweep",
    "sweep_orphans",
    "sweep_uploads",
    "take_back",
]
