"""What other systems want of what is filed."""
