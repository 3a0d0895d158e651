-- Gives visitors a place in the queue, or the one they have: all those who come within the same few milliseconds
-- in one call.
--
-- Tickets are counted up from 1. Those given before the opening are lobby tickets, whose order the draw decides;
-- a later ticket is its own number in the queue. Whoever has a ticket keeps it and gets a newer session, so that
-- the newest window is the one that counts.
--
-- KEYS[1]  room         hash: the room's counters
-- KEYS[2]  members      hash, subject -> ticket.session
-- KEYS[3]  invited      sorted set, number -> order of arrival
-- KEYS[4]  guests       set, tickets invited in the lobby
-- KEYS[5]  invitations  hash, invitation -> subject
-- KEYS[6]  marks        one 4-bit cell per number, see admit.lua
-- KEYS[7]  news         sorted set, ticket.session -> when a newer window took over, epoch milliseconds
-- KEYS[8]  told         stream of events not sent to Kafka yet
-- ARGV[1]  lobby        the lobby opens, epoch milliseconds
-- ARGV[2]  opens        epoch milliseconds
-- ARGV[3]  closes       epoch milliseconds, exclusive
-- ARGV[4]  epoch        which the caller remembers of this room, 0: none
-- ARGV[5]  sale         its id
-- ARGV[6]  now          epoch milliseconds; empty: Redis' own clock
-- ARGV[7…]              for each visitor: renounced (tickets that have ended, `.1.17.`, or empty), invitation (its id,
--                       or empty), n, and n subjects; a new ticket is given in the first one's name
--
-- Returns LOST when Redis has forgotten the room; else epoch, drawn (-1 before the opening), serving, and for each
-- visitor outcome (EARLY, CLOSED, RECOVERING, NEW or AGAIN), ticket, session, whose (1 to n), invited (0 or 1).

local room, members, invited, guests, invitations, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local news = KEYS[7]
local PRESENT = 7
-- Who took over in the last minutes is known to every process; of older ones Redis is asked when their turn comes.
local NEWS = 10000

local now = tonumber(ARGV[6])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = redis.call('HMGET', room, 'epoch', 'joined', 'drawn', 'serving', 'lobby', 'opens', 'closes',
  'draining', 'settling', 'seats', 'held')
local epoch, joined, drawn = tonumber(known[1]) or 0, tonumber(known[2]) or 0, tonumber(known[3])
local serving = tonumber(known[4]) or 0
if epoch < tonumber(ARGV[4]) then
  return 'LOST'
end
if epoch == 0 then
  epoch = 1
  redis.call('HSET', room, 'epoch', 1)
end
local lobby = tonumber(known[5]) or tonumber(ARGV[1])
local opens = tonumber(known[6]) or tonumber(ARGV[2])
local closes = tonumber(known[7]) or tonumber(ARGV[3])

if not drawn and now >= opens then
  drawn = joined
  redis.call('HSET', room, 'drawn', drawn)
  redis.call('XADD', KEYS[8], 'MAXLEN', '~', 100000, '*', 'type', 'waiting-room.LobbyDrawn.v1', 'data',
    string.format('{"sale":"%s","size":%d,"at":%.3f}', ARGV[5], drawn, now / 1000), 'traceparent', '')
end

-- Why nobody new may join, if so. Whoever has a place gets it all the same.
local refused
if now < lobby then
  refused = 'EARLY'
elseif now >= closes or known[8] or (tonumber(known[10]) == 0 and tonumber(known[11]) == 0) then
  refused = 'CLOSED'
elseif (tonumber(known[9]) or 0) > now then
  refused = 'RECOVERING'
end

local answer = { epoch, drawn or -1, serving }
local at = 7
while at <= #ARGV do
  local renounced, invitation, subjects = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local outcome, ticket, session, whose, priority = refused, 0, 0, 1, 0
  if now < closes then
    for i = 1, subjects do
      local has = redis.call('HGET', members, ARGV[at + 2 + i])
      if has then
        local dot = string.find(has, '.', 1, true)
        local theirs = string.sub(has, 1, dot - 1)
        if not string.find(renounced, '.' .. theirs .. '.', 1, true) then
          outcome, ticket, whose = 'AGAIN', tonumber(theirs), i
          session = tonumber(string.sub(has, dot + 1)) % 65535 + 1
          redis.call('ZADD', news, now, theirs .. '.' .. session)
          redis.call('ZREM', news, has)
          break
        end
      end
    end
  end
  if not outcome then
    outcome, session = 'NEW', 1
    joined = joined + 1
    ticket = joined
    if drawn and epoch > 1 then
      redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. ticket, PRESENT)
    end
  end
  if ticket > 0 then
    local subject = ARGV[at + 2 + whose]
    redis.call('HSET', members, subject, ticket .. '.' .. session)
    if invitation ~= '' then
      if redis.call('HSETNX', invitations, invitation, subject) == 1
        or redis.call('HGET', invitations, invitation) == subject then
        priority = 1
        if not drawn then
          redis.call('SADD', guests, ticket)
        elseif ticket > drawn and ticket > serving then
          redis.call('ZADD', invited, 'NX', now, ticket)
        else
          -- A lobby ticket, whose number the caller works out.
          redis.call('SADD', guests, ticket)
        end
      end
    end
  end
  answer[#answer + 1] = outcome
  answer[#answer + 1] = ticket
  answer[#answer + 1] = session
  answer[#answer + 1] = whose
  answer[#answer + 1] = priority
  at = at + 3 + subjects
end
redis.call('HSET', room, 'joined', joined)
if redis.call('ZCARD', news) > NEWS then
  redis.call('ZREMRANGEBYRANK', news, 0, -NEWS - 1)
end
return answer
