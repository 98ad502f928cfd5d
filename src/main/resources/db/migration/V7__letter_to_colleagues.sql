-- A notice goes to colleagues, not to the complainant: the groups that it is for, parted by commas; else null.
alter table letter add column to_groups varchar(4000);

-- A notice to a large group has many addresses.
alter table letter alter column email set data type text;
