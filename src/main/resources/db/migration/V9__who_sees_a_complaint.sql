-- What decides who may see a complaint, and who may decide it.

-- Of a confidential policy: the groups above the departments that have had the complaint, with commas.
alter table complaint add column levels varchar(255);

-- Who dealt with the request that a freedom of information review looks at again: user ids with commas.
alter table complaint add column original_handlers text;
