-- What a manager does in a whole month, for as many managers as the group has, and for what is left of the month.
UPDATE salestech_plan_line line
   SET target = GREATEST(people.count, CEIL(month.per_manager * people.count * (
           SELECT COUNT(*) FILTER (WHERE day >= CURRENT_DATE)::numeric / COUNT(*)
             FROM generate_series(line.date_from, line.date_to, INTERVAL '1 day') day
            WHERE EXTRACT(ISODOW FROM day) < 6)))
  FROM salestech_indicator indicator,
       (VALUES ('cold_call_count', 60), ('cold_meeting_count', 8), ('needs_meeting_count', 6),
               ('terms_meeting_count', 4), ('technical_proposal_count', 3)) AS month (code, per_manager),
       (SELECT crm_team_id, COUNT(*) FROM crm_team_member WHERE active GROUP BY 1) AS people (team_id, count)
 WHERE line.level = 'month' AND line.target = 0
   AND EXISTS (SELECT FROM salestech_plan plan WHERE plan.id = line.plan_id AND plan.state = 'draft') AND line.indicator_id = indicator.id AND indicator.code = month.code
   AND line.team_id = people.team_id;
