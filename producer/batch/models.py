"""Which models a job's names mean: `vendor/model`, or the name that a model has with its vendor alone, as jobs files write it."""

from collections.abc import Sequence

from producer.intake.keys import IsConfigured, missing_keys, near_misses, unfit_keys
from producer.intake.problems import did_you_mean
from shared.catalogue import Capability, Catalogue, Model
from shared.errors import InputError

MOST_NAMED = 6


def find_models(names: Sequence[str], capability: Capability, catalogue: Catalogue, is_configured: IsConfigured) -> tuple[Model, ...]:
    """The models that can be asked, in order. Raises InputError where a name means none, none of them can be asked, or a key cannot be one."""
    found = [_find(name, capability, catalogue, is_configured) for name in names]
    for model in found:
        if not is_configured(model.vendor) and (wrong := unfit_keys(catalogue.vendors[model.vendor])):
            raise InputError(wrong[0])
    askable = [model for model in found if is_configured(model.vendor)]
    if not askable:
        near = near_misses(catalogue.vendors[name] for name in dict.fromkeys(model.vendor for model in found))
        keys = sorted({key for model in found for key in missing_keys(catalogue.vendors[model.vendor])})
        raise InputError(f"{found[0].name} cannot be asked: set {' or '.join(keys) or f'the key of {found[0].vendor}'}{near}")
    return tuple({model.name: model for model in askable}.values())


def _find(name: str, capability: Capability, catalogue: Catalogue, is_configured: IsConfigured) -> Model:
    vendor, _, rest = name.partition("/")
    if vendor in catalogue.vendors and rest in catalogue.vendors[vendor].models:
        named = [catalogue.vendors[vendor].models[rest]]
    else:
        named = [model for model in catalogue.models if model.model == name]
    able = [model for model in named if capability in model.capabilities]
    if able:
        # Several vendors may sell one model: those whose keys are set come first, then those whose row was compared.
        return min(
            able, key=lambda model: (not is_configured(model.vendor), not getattr(catalogue.vendors[model.vendor], "verified", None))
        )
    if named:
        raise InputError(f"{name!r} makes {' and '.join(sorted(named[0].capabilities))}, not {capability}")
    known = [model.model for model in catalogue.models if capability in model.capabilities and model.vendor != "studio"]
    some = ", ".join(known[:MOST_NAMED]) + (f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else "")
    raise InputError(f"no model is called {name[:80]!r}; {did_you_mean(name, known, f'known are: {some}')}")


def with_picture(model: Model, catalogue: Catalogue) -> Model:
    """The sister of a text-to-video model that begins with a picture, where its vendor has one; else the model itself."""
    if model.reference_images is None or model.reference_images.max > 0:
        return model
    sister = model.model.replace("text-to-video", "image-to-video").replace("text2video", "image2video")
    return catalogue.vendors[model.vendor].models.get(sister, model)
