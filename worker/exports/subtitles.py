"""The subtitles of an episode, every language in every form that was delivered."""

from worker.exports.export import Files, Work
from worker.studio.engine import Made

TEXT_FORMS = ("srt", "vtt", "ass")


def make(work: Work) -> Made:
    """E01.en.srt, E01.en.vtt, E01.en.ass … for each language that there is. Raises NotFound."""
    files = Files(work.folder)
    episode = work.episode()
    for role in sorted(episode.files):
        form, _, language = role.partition(":")
        if form in TEXT_FORMS and language:
            path = f"{work.request.name}.{language}.{form}"
            files.link(work.store.path(episode, role), path)
            files.show(path, language=language)
    return files.made(subtitles_missing=episode.facts.get("subtitles_missing", {}))
