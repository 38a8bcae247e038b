"""Where those who need skills and those who teach them find one another: offers and needs."""
