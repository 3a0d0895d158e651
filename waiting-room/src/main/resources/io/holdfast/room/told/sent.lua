-- Removes entries that Kafka has, and lets go of the stream when nothing is left in it.
--
-- KEYS[1]  told     stream: events not sent yet
-- KEYS[2]  told_by  the relay at work, until its lease ends
-- ARGV[1]  relay    who has sent them
-- ARGV[2…] ids      of the entries
--
-- Returns how many entries wait.

local told, told_by, relay = KEYS[1], KEYS[2], ARGV[1]

for i = 2, #ARGV do
  redis.call('XDEL', told, ARGV[i])
end
local waiting = redis.call('XLEN', told)
if waiting == 0 and redis.call('GET', told_by) == relay then
  redis.call('DEL', told_by)
end
return waiting
