"""Rating by dragging: what a drag carries, the shelf of targets it is dropped on, and what a drop gives."""
