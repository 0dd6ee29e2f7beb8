-- The phone of an office, which it prints on its cards: public, so in plaintext.
ALTER TABLE units ADD COLUMN phone TEXT;
