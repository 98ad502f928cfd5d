-- The letters that steps owe: each written in its step's own transaction, and kept for good.
create table letter (
    -- The process instance that gets it out: at most one letter for each, and the left half of its Message-ID.
    id varchar(64) not null primary key,
    tenant varchar(64) not null,
    reference varchar(64) not null,
    kind varchar(64) not null,
    subject varchar(4000) not null,
    html text not null,
    plain_text text not null,
    addressee varchar(4000),
    email varchar(4000),
    copy_to varchar(4000),
    copy_email varchar(4000),
    -- Whether the copy has to go on paper while the letter itself goes by email.
    copy_by_post boolean not null,
    state varchar(16) not null,
    -- Why it is in this state, in words for the people who deal with it.
    note varchar(4000),
    attempts integer not null,
    written_at timestamp(3) with time zone not null,
    sent_at timestamp(3) with time zone,
    posted_on date,
    posted_at timestamp(3) with time zone,
    constraint letter_state check (state in ('to-send', 'sent', 'to-post', 'posted', 'kept', 'not-sent'))
);

create index letter_by_reference on letter (tenant, reference, written_at);
