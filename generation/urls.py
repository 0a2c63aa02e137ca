"""The addresses of generation's pages, under `/w/<slug>/`."""

from django.urls import path

from generation import streams
from generation.views import home, job, jobs, studio

app_name = "generation"
workspace_patterns = [
    path("", home.home, name="home"),
    path("home/board", home.board, name="home_board"),
    path("home/fresh", home.fresh, name="home_fresh"),
    path("images/new", studio.images_new, name="images_new"),
    path("images/new/looks", studio.looks, name="studio_looks"),
    path("images/new/photos", studio.photos, name="studio_photos"),
    path("images/new/<uuid:asset_id>/rectangle", studio.cutout_hint, name="cutout_hint"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/board", jobs.board, name="jobs_board"),
    path("jobs/<uuid:job_id>", job.job, name="job"),
    path("jobs/<uuid:job_id>/head", job.head, name="job_head"),
    path("jobs/<uuid:job_id>/tiles", job.tile, name="tile"),
    path("jobs/<uuid:job_id>/items/<uuid:item_id>", job.item, name="item"),
    path("jobs/<uuid:job_id>/snapshot", job.snapshot, name="job_snapshot"),
    path("jobs/<uuid:job_id>/cancel", job.cancel, name="job_cancel"),
    path("jobs/<uuid:job_id>/retry", job.retry, name="job_retry"),
    path("jobs/<uuid:job_id>/download", job.download, name="job_download"),
    path("events", streams.events, name="events"),
    path("snapshot", streams.snapshot, name="snapshot"),
]
urlpatterns = workspace_patterns
