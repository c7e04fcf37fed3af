from catalog.effects.tasks import examine_original, look_at_original, sweep, tidy

__all__ = ["examine_original", "look_at_original", "sweep", "tidy"]
