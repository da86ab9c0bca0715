-- The demo's protocols were signed on paper before the addon came: no link was mailed, nothing was frozen.
WITH demo AS (
    SELECT res_id, name, ROW_NUMBER() OVER (ORDER BY res_id) AS no
      FROM ir_model_data
     WHERE module = 'sales_technology' AND model = 'salestech.protocol' AND name IN ('protocol_demo_magistral', 'protocol_demo_granit', 'protocol_demo_cityheat', 'protocol_demo_kristall', 'protocol_demo_vega')
)
UPDATE salestech_protocol protocol
   SET state = 'signed', name = 'MP-DEMO-' || demo.no, date_sent = protocol.date + INTERVAL '1 day',
       date_agreed = protocol.date + 1, date_signed = protocol.date + INTERVAL '2 days'
  FROM demo WHERE demo.res_id = protocol.id;

UPDATE salestech_protocol_item item
   SET state = CASE WHEN ref.name IN ('protocol_demo_cityheat', 'protocol_demo_kristall', 'protocol_demo_vega') OR item.sequence = 10 THEN 'done' ELSE 'open' END,
       result = CASE WHEN ref.name IN ('protocol_demo_cityheat', 'protocol_demo_kristall', 'protocol_demo_vega') OR item.sequence = 10 THEN 'Done as agreed' END,
       date_closed = CASE WHEN ref.name IN ('protocol_demo_cityheat', 'protocol_demo_kristall', 'protocol_demo_vega') OR item.sequence = 10 THEN CURRENT_DATE - 30 END
  FROM ir_model_data ref
 WHERE ref.module = 'sales_technology' AND ref.model = 'salestech.protocol' AND ref.res_id = item.protocol_id
   AND ref.name IN ('protocol_demo_magistral', 'protocol_demo_granit', 'protocol_demo_cityheat', 'protocol_demo_kristall', 'protocol_demo_vega');
