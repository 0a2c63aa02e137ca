"""The addresses of files and products, under `/w/<slug>/`."""

from django.urls import path

from assets.views import asset, facts, library, product_list, products, reading, selection

app_name = "assets"
workspace_patterns = [
    path("library", library.library, name="library"),
    path("library/products", library.product_choices, name="product_choices"),
    path("library/tags", library.tag_choices, name="tag_choices"),
    path("library/tags/change", selection.tag, name="assets_tag"),
    path("library/delete", selection.delete, name="assets_delete"),
    path("library/attach", selection.attach, name="assets_attach"),
    path("library/bin", library.bin_page, name="bin"),
    path("library/bin/restore", selection.restore, name="assets_restore"),
    path("library/bin/<uuid:asset_id>/restore", library.restore, name="asset_restore"),
    path("library/<uuid:asset_id>", asset.asset, name="asset"),
    path("library/<uuid:asset_id>/tile", library.tile, name="asset_tile"),
    path("library/<uuid:asset_id>/edit", asset.edit, name="asset_edit"),
    path("library/<uuid:asset_id>/delete", asset.delete, name="asset_delete"),
    path("library/<uuid:asset_id>/download", asset.download, name="asset_download"),
    path("products", product_list.products, name="products"),
    path("products/choices", product_list.choices, name="product_narrowing"),
    path("products/new", products.new, name="product_new"),
    path("products/<uuid:product_id>", products.product, name="product"),
    path("products/<uuid:product_id>/edit", products.edit, name="product_edit"),
    path("products/<uuid:product_id>/delete", products.delete, name="product_delete"),
    path("products/<uuid:product_id>/photos", products.photos, name="product_photos"),
    path("products/<uuid:product_id>/photos/main", products.main_photo, name="product_main_photo"),
    path("products/<uuid:product_id>/images", products.images, name="product_images"),
    path(
        "products/<uuid:product_id>/sheet/<uuid:version_id>", reading.proposals, name="proposals"
    ),
    path(
        "products/<uuid:product_id>/sheet/<uuid:version_id>/decide",
        reading.decide,
        name="proposals_decide",
    ),
    path("products/<uuid:product_id>/facts", facts.facts, name="facts"),
    path("products/<uuid:product_id>/facts/new", facts.new, name="fact_new"),
    path("products/<uuid:product_id>/facts/<uuid:fact_id>", facts.edit, name="fact_edit"),
    path(
        "products/<uuid:product_id>/facts/<uuid:fact_id>/remove", facts.remove, name="fact_remove"
    ),
]
urlpatterns = workspace_patterns
