"""Plans and rotas as people make, try and publish them."""
