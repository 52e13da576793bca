-- en: How many traders take payment by QR code or sell in a booth, by programme, and what share is that?
-- vi: Bao nhiêu hộ chấp nhận mã QR hoặc có gian hàng số, chiếm tỷ lệ bao nhiêu, theo từng chương trình?
-- fr: Combien de commerçants acceptent le code QR ou vendent sur un stand, et quelle part est-ce ?
select
    territory_name,
    programme_code,
    measure_code,
    group_code,
    period_label,
    figure_value,
    denominator_count,
    share_pct,
    missing_reason,
    completeness_pct,
    other_senders_count
from marts.mart_programme_uptake
where is_preferred and commune_code is null and measure_kind <> 'new'
order by territory_code, programme_code, measure_code, group_code, period_end;
