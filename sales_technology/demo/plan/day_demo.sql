-- The last working day, as its plan was: what a fifth of the week asks. Plans of days that are over cannot be made by
-- any button; how the day ended is then told by the same job as in life.
WITH last_day AS (
    SELECT MAX(day)::date AS day FROM generate_series(CURRENT_DATE - 4, CURRENT_DATE - 1, INTERVAL '1 day') day
     WHERE EXTRACT(ISODOW FROM day) < 6
), week AS (
    SELECT plan.*, last_day.day FROM salestech_plan plan, last_day
     WHERE plan.level = 'week' AND plan.state = 'approved' AND CURRENT_DATE BETWEEN plan.date_from AND plan.date_to
       -- not again when the addon is updated
       AND NOT EXISTS (SELECT FROM salestech_plan day WHERE day.level = 'day' AND day.date_from < CURRENT_DATE)
), made AS (
    INSERT INTO salestech_plan (level, date_from, date_to, company_id, team_id, user_id, parent_id, state, lock_version,
                                create_uid, write_uid, create_date, write_date)
    SELECT 'day', day, day, company_id, team_id, user_id, CASE WHEN day >= date_from THEN id END, 'draft', 0,
           user_id, user_id, day + INTERVAL '6 hours', day + INTERVAL '6 hours'
      FROM week
    RETURNING *
)
INSERT INTO salestech_plan_line (plan_id, indicator_id, sequence, target, norm, weight, company_id, level, date_from,
                                 date_to, team_id, user_id, create_uid, write_uid, create_date, write_date)
SELECT made.id, line.indicator_id, line.sequence, norm.figure, norm.figure, 0, made.company_id, 'day', made.date_from,
       made.date_to, made.team_id, made.user_id, made.user_id, made.user_id, made.create_date, made.write_date
  FROM made
  JOIN week ON week.user_id = made.user_id AND week.team_id = made.team_id
  JOIN salestech_plan_line line ON line.plan_id = week.id
  JOIN salestech_indicator indicator ON indicator.id = line.indicator_id AND indicator.level_day
 CROSS JOIN LATERAL (SELECT CASE WHEN indicator.code = 'cold_call_count' THEN 3 ELSE 0 END AS figure) norm;
