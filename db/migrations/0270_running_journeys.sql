-- Who runs: the watch over lost runs looks at all of them, and a pause tells them all, however many have ended.
CREATE INDEX journeys_running ON journeys (autopilot_id, id) WHERE status = 'running';
