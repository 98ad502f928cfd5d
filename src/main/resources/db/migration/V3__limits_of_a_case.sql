alter table complaint add column stage_done integer;
alter table complaint add column about varchar(4000);
alter table complaint add column handled_by varchar(4000);
alter table complaint add column escalated_at timestamp with time zone;
