-- Gives a visitor a place in the queue, or the one they have.
--
-- Tickets are counted up from 1. Those given before the opening are lobby tickets, whose order the draw decides;
-- a later ticket is its own number in the queue.
--
-- KEYS[1]  room       hash: the room's counters
-- KEYS[2]  members    hash, subject -> ticket
-- ARGV[1]  lobby      the lobby opens, epoch milliseconds
-- ARGV[2]  opens      epoch milliseconds
-- ARGV[3]  closes     epoch milliseconds, exclusive
-- ARGV[4]  renounced  tickets that have ended and are not wanted back, `.1.17.`, or empty
-- ARGV[5]  now        epoch milliseconds; empty: Redis' own clock
-- ARGV[6]  subject    in whose name a new ticket is given
-- ARGV[7…] subjects   others the visitor may act as
--
-- Returns outcome (EARLY, CLOSED, NEW or AGAIN), ticket, epoch, drawn (-1 before the opening), serving, whose.

local room, members = KEYS[1], KEYS[2]
local lobby, opens, closes, renounced = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

local now = tonumber(ARGV[5])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

if now < lobby then
  return { 'EARLY', 0, 0, -1, 0, '' }
end
if now >= closes then
  return { 'CLOSED', 0, 0, -1, 0, '' }
end

redis.call('HSETNX', room, 'epoch', 1)
local known = redis.call('HMGET', room, 'epoch', 'joined', 'drawn', 'serving')
local epoch, drawn, serving = tonumber(known[1]), tonumber(known[3]), tonumber(known[4]) or 0
if not drawn and now >= opens then
  drawn = tonumber(known[2]) or 0
  redis.call('HSET', room, 'drawn', drawn)
end

for i = 6, #ARGV do
  local ticket = redis.call('HGET', members, ARGV[i])
  if ticket and not string.find(renounced, '.' .. ticket .. '.', 1, true) then
    return { 'AGAIN', tonumber(ticket), epoch, drawn or -1, serving, ARGV[i] }
  end
end

local ticket = redis.call('HINCRBY', room, 'joined', 1)
redis.call('HSET', members, ARGV[6], ticket)
return { 'NEW', ticket, epoch, drawn or -1, serving, ARGV[6] }
