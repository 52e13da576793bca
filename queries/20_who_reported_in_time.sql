-- en: Who reported in time, who was late, and who owes a report?
-- vi: Đơn vị nào gửi đúng hạn, đơn vị nào gửi muộn, đơn vị nào còn nợ báo cáo?
-- fr: Qui a rendu son rapport à temps, qui est en retard, et qui en doit encore un ?
select
    sender_name_en,
    feed,
    count(*) filter (where is_expected) as expected_count,
    count(*) filter (where is_received) as received_count,
    count(*) filter (where is_on_time) as on_time_count,
    count(*) filter (where is_accepted) as accepted_count,
    sum(corrections_count) as corrections_count
from marts.mart_reporting_compliance
group by sender_name_en, feed
order by count(*) filter (where is_expected and not is_accepted) desc, sender_name_en, feed;
