-- Complaints that belong together: a duplicate, and the one under which it goes on; a closed complaint, and the ones
-- that continue it.
alter table complaint add column duplicate_of varchar(64);

create index complaint_by_duplicate on complaint (duplicate_of);
create index complaint_by_previous on complaint (previous_reference);
