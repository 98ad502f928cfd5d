-- Limits that move: by a notice to the complainant, or because what they are counted from has changed.

-- Where its timer runs: a diagram that the case has called can have limits of its own.
alter table complaint_limit add column process_instance_id varchar(64);
update complaint_limit set process_instance_id =
    (select complaint.process_instance_id from complaint where complaint.reference = complaint_limit.reference);
alter table complaint_limit alter column process_instance_id set not null;
-- How many notices have moved it before it became this row.
alter table complaint_limit add column revision integer default 0 not null;
-- When a notice gave a later date, which is a row of its own.
alter table complaint_limit add column extended_at timestamp with time zone;

alter table complaint add column escalated_at timestamp with time zone;
alter table complaint add column lesson text;
-- The last stage that was completed.
alter table complaint add column stage_done integer;
-- Of whom the complaint is, and who has investigated or decided it at which stage: user ids, with commas.
alter table complaint add column about text;
alter table complaint add column handled_by text;
