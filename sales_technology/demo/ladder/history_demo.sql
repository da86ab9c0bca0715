-- The demo department climbed its ladder within one second of installation. Spread its history over the past
-- months, on working days and in working hours, and let the managers be those who moved their clients.
WITH passage AS (
    SELECT move.id, move.lead_id, move.date AS was,
           ROW_NUMBER() OVER (PARTITION BY move.lead_id ORDER BY move.id DESC) AS back,
           move.lead_id * 7 + move.to_no * 5 AS seed
      FROM salestech_ladder_move move
      JOIN ir_model_data ref ON ref.model = 'crm.lead' AND ref.res_id = move.lead_id
     WHERE ref.module = 'sales_technology' AND ref.name LIKE 'lead\_demo\_%'
), aged AS (
    SELECT id, lead_id,
           CURRENT_DATE - (SUM(CASE back WHEN 1 THEN 1 + seed % 6 ELSE 4 + seed % 9 END) OVER (
               PARTITION BY lead_id ORDER BY back))::int AS day,
           seed
      FROM passage
), worked AS (
    SELECT id, lead_id, day - GREATEST(EXTRACT(ISODOW FROM day)::int - 5, 0) AS day, seed FROM aged
), dated AS (
    SELECT id, lead_id, day, day + INTERVAL '7 hours' + id * INTERVAL '1 minute' AS moment,
           LAG(day + INTERVAL '7 hours' + id * INTERVAL '1 minute') OVER (PARTITION BY lead_id ORDER BY id) AS since
      FROM worked
)
UPDATE salestech_ladder_move move
   SET date = dated.moment, date_local = dated.day, user_id = COALESCE(move.manager_id, move.user_id),
       days = COALESCE(EXTRACT(EPOCH FROM dated.moment - dated.since) / 86400, 0)
  FROM dated WHERE dated.id = move.id;

UPDATE crm_lead
   SET date_last_stage_update = stood.since, create_date = stood.born, date_open = stood.born
  FROM (SELECT lead_id, MAX(date) AS since, MIN(date) AS born FROM salestech_ladder_move GROUP BY lead_id) stood
  JOIN ir_model_data ref ON ref.model = 'crm.lead' AND ref.res_id = stood.lead_id
 WHERE ref.module = 'sales_technology' AND ref.name LIKE 'lead\_demo\_%' AND crm_lead.id = stood.lead_id;

-- The meetings were held when they were to be, and not at installation.
UPDATE mail_activity SET date_done = date_deadline
 WHERE active IS NOT TRUE AND date_done > date_deadline AND calendar_event_id IN (
    SELECT res_id FROM ir_model_data WHERE module = 'sales_technology' AND model = 'calendar.event');
