"""What nobody clicks: tasks, beat's rounds and commands. It is recorded as done by the system."""

from audit.actions import Action
from tests.guards.recorded.rows import Row, does, nothing

_MONEY = "tests/unit/billing/test_money_rounds.py::"
_CHANGES = "tests/unit/billing/test_recorded_money.py::"
_TRAIL = "tests/integration/audit/"
_WORK = "tests/integration/generation/test_work.py::"
_WORKS = (
    "tests/integration/generation/test_who_asked.py::"
    "test_an_item_is_finished_for_who_ordered_it_in_their_request"
)
_CUTS = "tests/unit/generation/test_cutouts_wait.py::test_it_begins_when_it_is_quiet"
_MIGRATING = nothing(
    "moves tables, and not a word of what people wrote",
    "tests/unit/workspaces/test_commands.py::test_what_is_behind_is_migrated_named_and_noted",
)
TASKS: dict[str, Row] = {
    "accounts.send_mail": does(
        Action.MAIL_GIVEN_UP,
        test="tests/unit/accounts/test_mails.py::test_what_a_worker_gives_up_is_recorded",
    ),
    "accounts.send_mails": does(
        Action.MAIL_GIVEN_UP,
        test="tests/unit/accounts/test_mails.py::test_what_a_worker_gives_up_is_recorded",
    ),
    "accounts.sweep": nothing(
        "forgets keys, guesses and sign-ins whose time is over",
        "tests/unit/accounts/test_sign_ins.py::test_sweeping_forgets_what_is_over_and_nothing_else",
    ),
    "accounts.tell_paused": nothing(
        "tells people of tries that are on the record already",
        "tests/integration/accounts/test_guessing.py::"
        "test_a_pause_is_recorded_once_and_told_to_the_person_once",
    ),
    "assets.convert": does(
        Action.ASSET_CONVERTED,
        test="tests/integration/assets/test_converting.py::"
        "test_it_is_made_by_a_worker_stored_and_recorded",
    ),
    "assets.read_document": does(
        Action.DOCUMENT_READ,
        may=(Action.FACTS_PROPOSED,),
        test="tests/unit/assets/test_reading.py::test_what_was_read_is_kept_and_proposed",
    ),
    "assets.check_upload": does(
        Action.ASSET_CREATED,
        may=(Action.UPLOAD_REFUSED, Action.ASSET_VERSION_ADDED),
        test="tests/integration/assets/test_uploads.py::test_a_photo_comes_into_the_library",
    ),
    "assets.check_large_upload": does(
        Action.ASSET_CREATED,
        may=(Action.UPLOAD_REFUSED, Action.ASSET_VERSION_ADDED),
        test="tests/integration/assets/test_uploads.py::test_a_photo_comes_into_the_library",
    ),
    "assets.import_step": does(
        Action.IMPORT_FINISHED,
        may=(
            Action.PRODUCT_CREATED,
            Action.PRODUCT_CHANGED,
            Action.FACT_CHANGED,
            Action.ASSET_CHANGED,
            Action.UPLOAD_STARTED,
        ),
        test="tests/unit/assets/test_imports.py::test_the_trail_tells_of_every_product",
    ),
    "assets.export": does(
        Action.ASSET_EXPORT_FAILED,
        test="tests/integration/assets/test_exports.py::"
        "test_an_export_that_lost_its_workers_three_times_is_given_up_and_leaves_nothing",
    ),
    "assets.sweep": does(
        Action.ASSET_PURGED,
        may=(Action.UPLOAD_EXPIRED,),
        test="tests/integration/assets/test_uploads_api.py::test_the_bin_is_emptied_after_30_days",
    ),
    "assets.sweep_orphans": nothing(
        "sends a task to each workspace",
        "tests/guards/test_tasks.py::test_what_names_no_workspace_takes_none",
    ),
    "assets.remove_orphans": nothing(
        "removes objects that no row names: nobody could ever see them",
        "tests/integration/assets/test_orphans.py::"
        "test_what_no_row_names_goes_from_every_area_and_what_one_names_stays",
    ),
    "audit.seal": nothing(
        "seals rows; a row for it would have to be sealed, for ever",
        _TRAIL + "test_sealing.py::test_what_is_written_is_sealed_once_and_proven",
    ),
    "audit.round_of_months": does(
        Action.MONTH_DROPPED,
        test=_TRAIL + "test_months.py::"
        "test_an_old_month_is_dropped_whole_and_what_is_left_is_still_proven",
    ),
    "audit.prove": nothing(
        "makes a proof that was asked for on the record; what it finds is its own row",
        _TRAIL + "test_proofs.py::test_a_proof_is_asked_for_on_the_record_and_made_once",
    ),
    "audit.prove_round": nothing(
        "looks at the trail; what it finds staff are told, and is kept as a proof",
        _TRAIL + "test_proofs.py::test_what_the_night_finds_is_told_with_the_first_bad_row",
    ),
    "audit.export": does(
        Action.EXPORT_MADE,
        test=_TRAIL + "test_exports_once.py::test_what_is_done_is_recorded_and_told_once",
    ),
    "audit.round_of_exports": nothing(
        "sends lost hints again, and removes files whose week is over, as their rows say",
        _TRAIL + "test_exports_once.py::test_an_old_file_is_removed_and_its_row_says_so",
    ),
    "billing.sweep": does(
        Action.SUBSCRIPTION_RENEWED,
        may=(Action.SUBSCRIPTION_ENDED,),
        test=_CHANGES + "test_what_rounds_do_about_plans_is_recorded",
    ),
    "billing.reconcile": nothing(
        "compares, and says what differs in the log",
        "tests/unit/billing/test_limits.py::test_a_grant_of_room_gets_back_what_it_bore",
    ),
    "billing.round_of_money": does(
        Action.INVOICE_ISSUED,
        may=(Action.ORDER_EXPIRED, Action.PAYMENT_RECEIVED, Action.SUBSCRIPTION_OVERDUE),
        test=_CHANGES + "test_what_rounds_do_about_plans_is_recorded",
    ),
    "billing.write_invoice": nothing(
        "draws a paper; handing it out is recorded",
        "tests/unit/billing/test_recorded_money.py::test_an_invoice_that_is_handed_out_is_recorded",
    ),
    "generation.run_image": does(Action.ITEM_FINISHED, may=(Action.ITEM_FAILED,), test=_WORKS),
    "generation.run_copy": does(Action.ITEM_FINISHED, may=(Action.ITEM_FAILED,), test=_WORKS),
    "generation.run_video": does(Action.ITEM_FINISHED, may=(Action.ITEM_FAILED,), test=_WORKS),
    "generation.recover_item": does(
        Action.ITEM_FAILED,
        test="tests/unit/generation/test_recorded_work.py::test_what_is_lost_for_good_is_recorded",
    ),
    "generation.sweep": does(
        Action.ITEM_FAILED,
        test="tests/unit/generation/test_recorded_work.py::test_what_is_lost_for_good_is_recorded",
    ),
    "generation.prepare_cutout": nothing(
        "shows a photo in every look, before anything is ordered", _CUTS
    ),
    "generation.prepare_cutout_later": nothing("puts that off, or does it", _CUTS),
    "generation.write_archive": nothing(
        "packs a job's files; handing them out is recorded",
        "tests/integration/generation/test_pictures.py::"
        "test_the_zip_holds_every_picture_under_a_telling_name",
    ),
    "config.draw_demo_product": does(
        Action.JOB_SUBMITTED,
        may=(Action.UPLOAD_STARTED, Action.ASSET_CREATED),
        test="tests/unit/generation/test_submit.py::"
        "test_submit_writes_job_items_reservations_ledger_audit_and_open_work",
    ),
    "config.draw_samples": nothing(
        "draws pictures beside the sign-in form, of nobody",
        "tests/unit/demo/test_photos.py::test_the_samples_are_few_small_webp_pictures",
    ),
    "workspaces.sweep": does(
        Action.WORKSPACE_DELETED,
        may=(Action.INVITATION_EXPIRED,),
        test="tests/integration/workspaces/test_deletion.py::"
        "test_nothing_is_left_but_the_ledger_the_trail_and_a_nameless_row",
    ),
}
COMMANDS: dict[str, Row] = {
    "migrate": _MIGRATING,
    "migrate_schemas": nothing(
        "refuses, and names the command to use",
        "tests/unit/workspaces/test_commands.py::test_the_stock_command_refuses_and_names_ours",
    ),
    "migrate_workspaces": _MIGRATING,
    "setup": does(
        Action.WORKSPACE_CREATED,
        test="tests/unit/config/test_setting_up.py::"
        "test_the_demos_people_and_workspace_are_on_the_record_and_the_rest_is_nobodys",
    ),
    "doctor": nothing(
        "looks whether all is well",
        "tests/integration/config/test_doctor.py::test_the_doctor_finds_a_running_product_well",
    ),
    "collect_messages": nothing(
        "reads the code, for translators",
        "tests/unit/config/test_collect_messages.py::"
        "test_a_first_catalogue_is_written_with_everything_open",
    ),
    "audit_verify": nothing(
        "reads the trail from the server's own console; a proof by a page is recorded",
        _TRAIL + "test_sealing.py::test_the_command_names_the_first_bad_row_and_fails",
    ),
    "create_staff": does(
        Action.STAFF_CREATED,
        test="tests/unit/accounts/test_people.py::"
        "test_create_staff_prints_a_made_up_password_that_works",
    ),
    "reset_second_factor": does(
        Action.ACCOUNT_FACTORS_REMOVED,
        test="tests/unit/accounts/test_second_factor_lost.py::"
        "test_the_command_removes_it_signs_out_and_is_recorded",
    ),
}
