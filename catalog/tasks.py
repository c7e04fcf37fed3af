from catalog.effects.tasks import examine_original, sweep

__all__ = ["examine_original", "sweep"]
