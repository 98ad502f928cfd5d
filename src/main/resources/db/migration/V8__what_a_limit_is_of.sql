-- What has to be done until a limit, in words: several limits of a complaint can have the same name, such as 10 working days.
alter table complaint_limit add column what varchar(255);
