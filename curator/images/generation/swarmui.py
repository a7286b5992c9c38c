"""SwarmUI: a JSON object with `sui_image_params`, in `parameters` or in a UserComment."""

from curator.core.generation import Generation
from curator.images.generation.values import Object, bare_name, first, real, text_of, whole

KEY = "sui_image_params"


def read_swarmui(block: Object) -> Generation | None:
    """None where the object is not SwarmUI's."""
    told = block.get(KEY)
    if not isinstance(told, dict):
        return None
    # Flux models are steered by a guidance of their own beside a cfg of 1
    cfg = first(told, "cfgscale", "fluxguidancescale")
    loras = told.get("loras")
    names = loras.split(",") if isinstance(loras, str) else loras
    return Generation(
        generator="SwarmUI",
        prompt=text_of(told.get("prompt")),
        negative_prompt=text_of(told.get("negativeprompt")),
        model=bare_name(told.get("model")),
        loras=tuple(map(bare_name, names)) if isinstance(names, list) else (),
        seed=whole(told.get("seed")),
        steps=whole(told.get("steps")),
        sampler=text_of(told.get("sampler")),
        cfg=real(cfg),
        width=whole(told.get("width")),
        height=whole(told.get("height")),
    )
