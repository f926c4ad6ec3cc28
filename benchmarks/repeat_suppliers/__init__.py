"""Invented suppliers that write again: a first night, a review, a second night, and then a change."""
