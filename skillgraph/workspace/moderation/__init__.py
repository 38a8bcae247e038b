"""What people leave without an account: it waits until a reviewer accepts or refuses it."""
