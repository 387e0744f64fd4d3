DELETE FROM delivery_attempts WHERE NOT EXISTS (SELECT FROM deliveries WHERE deliveries.id = delivery_id);
ALTER TABLE delivery_attempts
    ADD CONSTRAINT delivery_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES deliveries ON DELETE CASCADE;
ALTER TABLE deliveries RESET (fillfactor);
