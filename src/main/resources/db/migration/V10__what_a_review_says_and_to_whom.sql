-- Whether the policy itself works, and what in it should change, where a review asks for that.
alter table review add column effectiveness text;

-- The groups whose task the review was, with a comma around each. Of a confidential policy, they see it, with whoever made
-- it and those who see everything.
alter table review add column made_for varchar(255);
