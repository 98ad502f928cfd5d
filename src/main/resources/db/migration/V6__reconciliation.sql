-- Its only row is locked by the node that compares the log with the engine, so that two do not do it at once.
create table reconciliation (
    id integer not null primary key
);

insert into reconciliation (id) values (1);

-- What waits to be sent or posted is a handful among all the letters ever written.
create index letter_by_state on letter (state);
