-- Tasklist shows open tasks by due date, and reads the first of them: without this it sorts them all for each page.
create index redress_task_due on ACT_RU_TASK (DUE_DATE_, CREATE_TIME_);
