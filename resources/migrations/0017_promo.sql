-- What promo codes give beside a percentage, and to whom. The version before sells without any code.

ALTER TABLE promo_codes ADD COLUMN kind text NOT NULL DEFAULT 'percent';  -- percent, money, days
ALTER TABLE promo_codes ADD COLUMN amount bigint NOT NULL DEFAULT 0;      -- kopecks or days; 0 where it is percent
ALTER TABLE promo_codes ADD COLUMN new_only integer NOT NULL DEFAULT 0;   -- for whoever has bought nothing yet
ALTER TABLE promo_codes ADD COLUMN tariff text;                           -- NULL: any
ALTER TABLE promo_codes ADD COLUMN uses_each integer NOT NULL DEFAULT 1;  -- by one customer

ALTER TABLE purchases ADD COLUMN bonus_days integer NOT NULL DEFAULT 0;   -- on top of what is bought

-- The code that a customer has entered, until it is used or another one is entered.
CREATE TABLE promo_choices (
    telegram_id bigint PRIMARY KEY,
    code        text NOT NULL,
    chosen_at   bigint NOT NULL
);
