-- Jobs write serving; analysts read analyst, and nothing else.
CREATE DATABASE IF NOT EXISTS serving;
CREATE DATABASE IF NOT EXISTS analyst;
