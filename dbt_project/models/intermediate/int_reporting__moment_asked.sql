-- The moment that the session looks from, in a model of its own so that tests can name one.
select kho.moment() as looked_from_at
