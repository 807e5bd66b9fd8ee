"""An application whose orders have claims."""
