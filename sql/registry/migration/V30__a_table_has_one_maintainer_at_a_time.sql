-- Who maintains the files of a table now. A holder that was killed is forgotten when its time is
-- over; one that lives renews in time. The token tells one run of a job from the next.
CREATE TABLE maintenance_lease (
  dataset     text PRIMARY KEY REFERENCES dataset,
  token       text        NOT NULL,
  holder      text        NOT NULL,
  acquired_at timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL
);
