"""What single pages need beside `evalkit.page` and `evalkit.computed`: their own tables, figures and words."""
