-- The demo's protocols were sent and signed within one second of installation: put these dates into the past.
-- What was frozen and signed, and the rows of evidence, stay as the methods wrote them.
UPDATE salestech_protocol protocol
   SET date_sent = protocol.date + INTERVAL '1 day 9 hours',
       date_agreed = CASE WHEN protocol.state = 'signed' THEN protocol.date + 2 END,
       date_signed = CASE WHEN protocol.state = 'signed' THEN protocol.date + INTERVAL '2 days 12 hours' END
  FROM ir_model_data ref
 WHERE ref.module = 'sales_technology' AND ref.model = 'salestech.protocol' AND ref.name LIKE 'protocol\_demo\_%'
   AND ref.res_id = protocol.id AND protocol.state IN ('sent', 'signed');

UPDATE salestech_protocol_item item
   SET date_closed = LEAST(item.date_deadline, CURRENT_DATE - 30)
  FROM ir_model_data ref
 WHERE ref.module = 'sales_technology' AND ref.model = 'salestech.protocol.item'
   AND ref.name LIKE 'protocol\_item\_demo\_%' AND ref.res_id = item.id AND item.state = 'done';
