import hashlib
import time
from pathlib import Path

from odoo import api, models

FOLDER = "case_migration_uploads"
CHUNK = 256 * 1024
# What the column of a file's size can hold; that of a larger file is only told so.
LARGEST = 2**31 - 1
# Seconds after which an upload that does not go on is removed.
FORGOTTEN = 2 * 86400


class CaseMigrationSource(models.Model):
    """Takes in an export piece by piece, from the network to the disk.

    Through the form's field alone, a file would be held in memory several times over.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.source"

    def _receive(self, name, offset, total, piece):
        """Take in one piece of an upload; the last one makes it the source's export.

        :param offset: where in the file the piece begins; 0 begins anew
        :param total: how many bytes the whole file has
        :param piece: bytes
        :return: how many bytes have come so far: from there on it has to go on
        """
        self.ensure_one()
        self.check_access("write")
        self._check_field_access(self._fields["bundle"], "write")
        path = self._upload_place()
        if offset == 0:
            path.unlink(missing_ok=True)
        if offset == _size(path):
            with path.open("ab") as file:
                file.write(piece[: total - offset])
        received = _size(path)
        if received == total:
            self._adopt(path, name)
        return received

    def _upload_place(self):
        """Where an upload grows: each person has one for each source."""
        folder = upload_folder(self.env)
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.id}-{self.env.uid}"

    def _adopt(self, path, name):
        """Make the file the attachment of the field, without reading it into memory."""
        attachments = self.env["ir.attachment"].sudo()
        values = {"checksum": _checksum(path), "file_size": min(_size(path), LARGEST)}
        values["store_fname"] = "{0:.2}/{0}".format(values["checksum"])
        place = Path(attachments._full_path(values["store_fname"]))
        place.parent.mkdir(parents=True, exist_ok=True)
        # Should the transaction fail, Odoo removes the file some day.
        attachments._mark_for_gc(values["store_fname"])
        path.replace(place)
        self.write({"bundle": False, "bundle_name": name})
        attachment = attachments.create(
            {
                "name": "bundle",
                "res_model": self._name,
                "res_field": "bundle",
                "res_id": self.id,
                "mimetype": "application/zip",
            }
        )
        # The model's own write() leaves these to the content, which is not at hand.
        models.Model.write(attachment, values)
        self.invalidate_recordset(["bundle"])

    @api.autovacuum
    def _gc_uploads(self):
        """Remove what was begun to be uploaded and never went on."""
        folder = upload_folder(self.env)
        for path in folder.glob("*-*"):
            if path.stat().st_mtime < time.time() - FORGOTTEN:
                path.unlink(missing_ok=True)


def upload_folder(env):
    """:return: where exports are while they are on their way, if there are any"""
    return Path(env["ir.attachment"]._filestore(), FOLDER)


def _size(path):
    return path.stat().st_size if path.exists() else 0


def _checksum(path):
    """What Odoo calls its stored files by."""
    checksum = hashlib.sha1(usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            checksum.update(chunk)
    return checksum.hexdigest()
