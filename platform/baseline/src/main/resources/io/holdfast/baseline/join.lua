-- The least a queue can do: counts up, and remembers whose number it is.
--
-- KEYS[1]  count    how many have come
-- KEYS[2]  members  hash, subject -> number
-- ARGV[1]  subject
--
-- Returns the number.

local number = redis.call('INCR', KEYS[1])
redis.call('HSET', KEYS[2], ARGV[1], number)
return number
