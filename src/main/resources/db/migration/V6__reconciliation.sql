-- Its only row is locked by the node that compares the log with the engine, so that two do not do it at once.
create table reconciliation (
    id integer not null primary key
);

insert into reconciliation (id) values (1);

-- What waits to be sent or posted is a handful among all the letters ever written.
create index letter_by_state on letter (state);

-- The limits that run in a process instance, to be compared with its timers.
create index complaint_limit_by_instance on complaint_limit (process_instance_id, element_id);
