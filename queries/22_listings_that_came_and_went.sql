-- en: Which technologies are new on the exchange, and which have gone since the export before?
-- vi: Công nghệ nào mới niêm yết, công nghệ nào đã không còn so với lần xuất trước?
-- fr: Quelles technologies sont nouvelles sur la bourse, et lesquelles ont disparu depuis l'export précédent ?
select
    listing_id,
    version_code,
    title,
    field_names,
    trl_level,
    coalesce(asking_price_text, concat_ws(' ', nullif(asking_price_comparator, '='), asking_price_vnd)) as asking_price,
    listed_date,
    last_seen_date,
    is_in_export,
    is_on_offer
from marts.mart_technology_listings
order by is_in_export desc, listed_date desc, listing_id, version_code;
