-- The reviews of decided complaints: what was learnt, and whom it was shared with. Rows are added and never changed.
create table review (
    -- The process instance in which it was made.
    id varchar(64) not null primary key,
    tenant varchar(64) not null,
    process_key varchar(255) not null,
    -- It looked at the complaints closed from the one instant up to, but not at, the other.
    period_from timestamp(3) with time zone not null,
    period_to timestamp(3) with time zone not null,
    made_at timestamp(3) with time zone not null,
    made_by varchar(255),
    -- What was counted, as a JSON object.
    counts text not null,
    trends text,
    root_causes text,
    lessons text,
    shared_with text,
    shared_on date,
    actions text
);

create index review_by_period on review (tenant, period_to);

-- Which complaints a review looks at.
create index complaint_by_closing on complaint (tenant, closed_at);
